using Controller;
using Controller.Enrolment;
using Controller.Local;
using Controller.Settings;
using Hosting;

return args is [EnrolCommand.Name, .. var rest] ? await EnrolCommand.Run(rest, Console.Out, Console.Error)
    : LocalClient.Knows(args) ? await LocalClient.Run(args)
    : await Executable.Run<ControllerSettings>(ControllerSettings.Prefix, args, settings => Task.FromResult(ControllerHost.Build(settings)));

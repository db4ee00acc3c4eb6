using Controller;
using Controller.Settings;
using Hosting;

return await Executable.Run<ControllerSettings>(ControllerSettings.Prefix, args, settings => Task.FromResult(ControllerHost.Build(settings)));

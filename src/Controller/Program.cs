using Controller;
using Controller.Settings;
using Hosting;

return await Executable.Run<ControllerSettings>(ControllerSettings.Prefix, args, settings => ControllerHost.Build(settings));

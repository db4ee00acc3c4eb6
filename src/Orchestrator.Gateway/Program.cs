using Hosting;
using Orchestrator.Gateway;
using Orchestrator.Gateway.Configuration;
using Orchestrator.Gateway.Ledger;
using Orchestrator.Gateway.Passwords;
using Orchestrator.Gateway.Usage;

return args is ["ledger", "verify", var directory] ? LedgerCommand.Verify(directory, Console.Out)
    : args is ["usage", .. var rest] ? UsageCommand.Run(rest, Console.Out, Console.Error)
    : args is ["password"] ? PasswordCommand.Hash(Console.In, Console.Out, Console.Error)
    : await Executable.Run<GatewaySettings>("ORCHESTRATOR__", args, settings => GatewayHost.Build(settings));

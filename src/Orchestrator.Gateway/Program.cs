using Hosting;
using Orchestrator.Gateway;
using Orchestrator.Gateway.Configuration;
using Orchestrator.Gateway.Ledger;

return args is ["ledger", "verify", var directory]
    ? LedgerCommand.Verify(directory, Console.Out)
    : await Executable.Run<GatewaySettings>("ORCHESTRATOR__", args, settings => GatewayHost.Build(settings));

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dots.Transport.Mechanism;

/// <summary>Server side of the JSON mechanism (mechanism, sections 1 and 4).</summary>
public static class MechanismEndpoints
{
    /// <summary>Serves <c>POST {Base}/dots/api/NAME</c>, and 404 with the error attributes for everything else below it. TimeProvider comes from the services, if there is one.</summary>
    public static IEndpointConventionBuilder MapMechanism(this IEndpointRouteBuilder endpoints, IMechanismHandler handler, MechanismServerOptions options)
    {
        var services = endpoints.ServiceProvider;
        var server = new MechanismServer(handler, options, services.GetService<TimeProvider>() ?? TimeProvider.System, services.GetRequiredService<ILogger<MechanismServer>>());
        var group = endpoints.MapGroup(options.Base + "/dots/api");
        foreach (var operation in Operations.All)
            group.Map("/" + operation.WireName, (RequestDelegate)(context => server.Serve(context, operation)));
        group.Map("/{**rest}", (RequestDelegate)server.NotFound);
        return group;
    }

    /// <summary>The same with the handler registered in the services.</summary>
    public static IEndpointConventionBuilder MapMechanism(this IEndpointRouteBuilder endpoints, MechanismServerOptions options) =>
        endpoints.MapMechanism(endpoints.ServiceProvider.GetRequiredService<IMechanismHandler>(), options);
}

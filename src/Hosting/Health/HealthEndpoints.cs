using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hosting.Health;

/// <summary>GET /healthz and GET /readyz (contracts, Ports and paths). Neither needs a client certificate, neither touches a store.</summary>
public static class HealthEndpoints
{
    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/healthz", () => Results.Json(new { status = "alive", flavour = Build.Flavour, version = Build.Version }));
        endpoints.MapGet("/readyz", (HttpContext context) =>
        {
            string[] missing = [.. context.RequestServices.GetServices<IReadiness>().SelectMany(r => r.NotReady())];
            return Results.Json(
                new { status = missing.Length == 0 ? "ready" : "not ready", not_ready = missing },
                statusCode: missing.Length == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
        return endpoints;
    }
}

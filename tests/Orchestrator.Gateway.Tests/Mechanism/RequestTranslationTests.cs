using Dots.Addressing;
using Dots.Mechanism;
using Orchestrator.Gateway.Mechanism;

namespace Orchestrator.Gateway.Tests.Mechanism;

/// <summary>What becomes of a request before any grain sees it.</summary>
public sealed class RequestTranslationTests
{
    [Fact]
    public void What_turns_compare_of_sources_is_made_before_them()
    {
        var message = new MitigationRequest
        {
            AlertId = "a", Action = MitigationAction.Mitigation, Header = new PacketHeader { Targets = ["192.0.2.1"], Protocols = [17] },
            Extension = new() { Sources = [new() { Prefix = Prefix.Parse("198.51.100.1"), Bps = 1000 }] },
        };

        var (request, _) = RequestTranslation.Translate(message, _ => null);

        Assert.NotNull(request!.Sketch);
        Assert.Equal(request.Sketched().Sketch, request.Sketch);
    }
}

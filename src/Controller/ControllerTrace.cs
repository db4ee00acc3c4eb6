using System.Diagnostics;

namespace Controller;

/// <summary>What the path of an order shows to whoever watches: spans under the name "Controller".</summary>
internal static class ControllerTrace
{
    public const string Name = "Controller";

    private static readonly ActivitySource Source = new(Name);

    /// <summary>Whether anybody watches.</summary>
    public static bool Watched => Source.HasListeners();

    /// <summary>Starts a span that says at once what it is about, so that a listener can tell spans of one name apart at their start. Null when nobody listens.</summary>
    public static Activity? Start(string name, string about) =>
        Watched ? Source.StartActivity(ActivityKind.Internal, tags: [new("about", about)], name: name) : null;
}

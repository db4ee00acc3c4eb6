using Dots.Mechanism;
using Storage.Shells;

namespace Controller.Customers;

/// <summary>What a customer's mitigation asks of the world. Doing one twice is harmless: orders go by revision, requests by alert_id.</summary>
internal abstract record CustomerEffect : Effect
{
    /// <summary>This operator's own order.</summary>
    public sealed record Order(int Revision) : CustomerEffect;

    /// <summary>The withdrawal of it.</summary>
    public sealed record TakeOut(int Revision) : CustomerEffect;

    /// <summary>The orchestrator should know of it as of this revision.</summary>
    public sealed record AskThere(string Alert, Uri Server, int Revision) : CustomerEffect;

    /// <summary>The orchestrator should know how the customer fares. Not derived from the state: lost with the process, like the news itself.</summary>
    /// <param name="Number">Tells one piece of news from the same said again.</param>
    public sealed record TellThere(string Alert, Uri Server, AttackStatus Attack, int Health, int Number) : CustomerEffect;

    /// <summary>The orchestrator should end it.</summary>
    public sealed record EndThere(string Alert, Uri Server) : CustomerEffect;
}

using System.Diagnostics;
using Dots.Transport.Mechanism;

namespace Controller.Signaling;

/// <summary>What became of a message to the orchestrator.</summary>
/// <param name="Taken">It answered 200.</param>
/// <param name="Permanent">Not taken, and the same message never will be.</param>
/// <param name="RetryAfter">When it asked for a pause.</param>
internal sealed record Delivery(bool Taken, bool Permanent, string Detail, TimeSpan? RetryAfter)
{
    public static readonly Delivery Done = new(true, false, "", null);

    public static Delivery Of<T>(SendResult<T> result)
        where T : class => result switch
        {
            SendResult<T>.Ok => Done,
            SendResult<T>.Refused refused => new(false, refused.Permanent, $"{refused.Refusal.Status} {refused.Refusal.Detail}", refused.Refusal.RetryAfter),
            SendResult<T>.Unreachable unreachable => new(false, false, $"{unreachable.Kind}: {unreachable.Detail}", null),
            _ => throw new UnreachableException(),
        };
}

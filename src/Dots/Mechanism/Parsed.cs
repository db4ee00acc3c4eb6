using System.Diagnostics.CodeAnalysis;

namespace Dots.Mechanism;

/// <summary>A message, or the refusal its sender is owed; never both, never neither.</summary>
public readonly struct Parsed<T>
{
    public Parsed(T message) => Message = message;

    public Parsed(MechanismRefusal refusal) => Refusal = refusal;

    /// <summary>The message when it was accepted.</summary>
    public T? Message { get; }

    /// <summary>The answer when it was not.</summary>
    public MechanismRefusal? Refusal { get; }

    /// <summary>Whether there is a message.</summary>
    [MemberNotNullWhen(true, nameof(Message))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsAccepted => Message is not null;
}

using Dots.Mechanism;

namespace Dots.Transport.Mechanism;

/// <summary>What a handler answers: a message (200) or a refusal.</summary>
public readonly struct Answer<T> where T : class
{
    private Answer(T? message, MechanismRefusal? refusal) => (Message, Refusal) = (message, refusal);

    public T? Message { get; }

    public MechanismRefusal? Refusal { get; }

    public static implicit operator Answer<T>(T message) => new(message, null);

    public static implicit operator Answer<T>(MechanismRefusal refusal) => new(null, refusal);
}

/// <summary>The empty object, <c>{}</c>: the answer to reports and acknowledgements (mechanism, section 4).</summary>
public sealed class Nothing
{
    private Nothing() { }

    public static Nothing Instance { get; } = new();
}

using Dots.Mechanism;

namespace Dots.Transport.Mechanism;

/// <summary>The draft's numbers for what this layer itself refuses (draft-nishizuka-dots-inter-domain-mechanism-02, 5.1.2 and 5.2.1).</summary>
internal static class ErrorReason
{
    internal const int BadRequest = 0;
    internal const int Others = 255;

    /// <summary>The server's own failure: the two stages number it differently.</summary>
    internal static int ServerError(MessageName name) => name.IsProvisioning() ? 2 : 1;
}

namespace Grains.Consortium;

/// <summary>What may be a member's id: it becomes part of keys, file names and certificates.</summary>
public static class MemberId
{
    private const int Longest = 63;

    /// <summary>What is wrong with it, or null.</summary>
    public static string? Problem(string id) =>
        id.Length is 0 or > Longest || !id.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '.')
            ? $"'{id}' must be 1 to {Longest} lower-case letters, digits, '-' or '.'"
            : null;
}

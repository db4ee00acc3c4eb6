namespace Dots.Transport.Passwords;

/// <summary>What came of checking a user's password.</summary>
internal enum PasswordOutcome
{
    Accepted,

    /// <summary>No such user, or another password: nobody is told which.</summary>
    Wrong,

    /// <summary>Too many wrong ones from there; not looked at.</summary>
    Throttled,

    /// <summary>More checks are waiting than may; not looked at.</summary>
    Busy,
}

/// <param name="Wait">With <see cref="PasswordOutcome.Throttled"/> and <see cref="PasswordOutcome.Busy"/>: when to try again.</param>
internal readonly record struct PasswordVerdict(PasswordOutcome Outcome, TimeSpan Wait = default);

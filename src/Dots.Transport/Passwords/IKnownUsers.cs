namespace Dots.Transport.Passwords;

/// <summary>Who may come with a password. Safe for concurrent use; answers from memory.</summary>
public interface IKnownUsers
{
    /// <summary>False while the users are still being read: then nobody is told that a password is wrong.</summary>
    bool Ready { get; }

    /// <summary>The password of a user, compared case by case; null when there is no such user.</summary>
    PasswordHash? Find(string user);
}

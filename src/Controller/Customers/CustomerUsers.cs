using Dots.Transport.Passwords;

namespace Controller.Customers;

/// <summary>The users of Customers:File, as the transport asks for them.</summary>
internal sealed class CustomerUsers(CustomerFiles files) : IKnownUsers
{
    public bool Ready => true;

    public PasswordHash? Find(string user) => files.Current.PasswordOf(user);
}

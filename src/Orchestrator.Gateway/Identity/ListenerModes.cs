using Dots.Transport.Mechanism;
using Grains.Customers;
using Hosting.Settings;

namespace Orchestrator.Gateway.Identity;

/// <summary>The three modes of mechanism, section 5, in the words of settings, transport and grains.</summary>
internal static class ListenerModes
{
    public static ListenerIdentity Identity(this ListenSettings listen) => listen.Mode switch
    {
        IdentityMode.Mutual => ListenerIdentity.Mutual,
        IdentityMode.ServerOnly => ListenerIdentity.ServerOnly,
        IdentityMode.Signed => ListenerIdentity.Signed,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static PeerMode Mode(this Peer peer) => peer.Listener switch
    {
        ListenerIdentity.Mutual => PeerMode.Mutual,
        ListenerIdentity.ServerOnly => PeerMode.ServerOnly,
        ListenerIdentity.Signed => PeerMode.Signed,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

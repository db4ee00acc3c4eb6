namespace Dots.Scopes;

/// <summary>TCP flags of an attack's packets (mechanism, packet_header.tcp_flags). None: a packet without any, the draft's NULL.</summary>
[Flags]
public enum TcpFlags
{
    None = 0,
    FIN = 1,
    SYN = 2,
    RST = 4,
    PSH = 8,
    ACK = 16,
    URG = 32,
}

/// <summary>Fragment flags of an attack's packets (mechanism, packet_header.fragment).</summary>
[Flags]
public enum FragmentFlags
{
    None = 0,

    /// <summary>DF: don't fragment.</summary>
    DontFragment = 1,

    /// <summary>IsF: is a fragment.</summary>
    IsFragment = 2,

    /// <summary>FF: first fragment.</summary>
    First = 4,

    /// <summary>LF: last fragment.</summary>
    Last = 8,
}

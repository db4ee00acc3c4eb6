namespace Dots.Mechanism;

/// <summary>IP versions a registration or an operator covers (ip_version, ip_versions).</summary>
[Flags]
public enum IpVersions
{
    None = 0,
    V4 = 1,
    V6 = 2,
    Both = V4 | V6,
}

/// <summary>Kinds of countermeasure that a registration accepts or an operator offers.</summary>
[Flags]
public enum Countermeasures
{
    None = 0,
    Mitigation = 1,
    Blackhole = 2,
    Flowspec = 4,
    All = Mitigation | Blackhole | Flowspec,
}

/// <summary>What a request asks for (mitigation_action; the numbers are the draft's).</summary>
public enum MitigationAction
{
    Mitigation = 1,
    Blackhole = 2,
    Flowspec = 3,
}

/// <summary>info.severity; the numbers are the draft's.</summary>
public enum AttackSeverity
{
    Low = 1,
    Medium = 2,
    High = 3,
}

/// <summary>info.direction.</summary>
public enum AttackDirection
{
    In = 0,
    Out = 1,
}

/// <summary>attack_status of an efficacy update.</summary>
public enum AttackStatus
{
    InProcess = 0,
    Terminated = 1,
}

/// <summary>status of a status update.</summary>
public enum MitigationStatus
{
    Pending = 0,
    Ongoing = 1,
    Done = 2,
    Error = 3,
}

/// <summary>What kind of member registers (extension).</summary>
public enum RegistrantKind
{
    Operator,
    Customer,
}

/// <summary>Where an operator stands (extension): on the path of traffic, at an exchange, or off the path.</summary>
public enum OperatorKind
{
    OnPath,
    Exchange,
    Scrubber,
}

/// <summary>How an operator's controller is reached (extension).</summary>
public enum ControllerLinkKind
{
    Https,
    Signal,
    SignalTcp,
    Stream,
    CallHome,
}

/// <summary>State of a member as its registration's answer says it (extension).</summary>
public enum RegistrationState
{
    Approved,
    Pending,
}

/// <summary>How the asker wants operators chosen (extension; design, section 4).</summary>
public enum RequestedPolicy
{
    NearSource,
    Sightings,
    Broadcast,
    Manual,
}

/// <summary>What became of an order at its controller (extension).</summary>
public enum EngagementReportState
{
    Accepted,
    Active,
    Declined,
    Exhausted,
    Released,
    Ended,
}

/// <summary>Why a controller declined an order (extension).</summary>
public enum DeclineCode
{
    Legal,
    Policy,
    Capacity,
    Unverified,
    Unsupported,
}

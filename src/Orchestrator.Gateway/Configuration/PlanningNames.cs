using Grains.Planning;
using Hosting.Settings;
using NearSource.Choice;

namespace Orchestrator.Gateway.Configuration;

/// <summary>The name of a policy of planning.</summary>
internal sealed class PolicyNameAttribute : SettingRuleAttribute
{
    public override string? Broken(object value) =>
        NearSourcePlanner.PolicyNames.Contains((string)value) ? null : $"expected one of {string.Join(", ", NearSourcePlanner.PolicyNames)}; found {value}";
}

/// <summary>The name of what choosing is to be best at.</summary>
internal sealed class AimNameAttribute : SettingRuleAttribute
{
    public override string? Broken(object value) =>
        Aim.Find((string)value) is not null ? null : $"expected one of {string.Join(", ", Aim.All.Select(a => a.Name))}; found {value}";
}

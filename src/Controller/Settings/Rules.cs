using System.Collections.Immutable;
using Dots.Addressing;
using Hosting.Settings;

namespace Controller.Settings;

/// <summary>A member's id: it becomes a file name and part of engagement ids.</summary>
internal sealed class MemberNameAttribute : SettingRuleAttribute
{
    public override string? Broken(object value) =>
        value is string { Length: > 0 and <= 64 } name && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? null
            : $"expected 1 to 64 letters, digits, '-', '_' and '.', beginning with a letter or digit; found {value}";
}

internal sealed class NotBlankAttribute : SettingRuleAttribute
{
    public override string? Broken(object value) => string.IsNullOrWhiteSpace((string)value) ? "expected text" : null;
}

internal sealed class PrefixesAttribute : SettingRuleAttribute
{
    public override string? Broken(object value) => (ImmutableArray<string>)value switch
    {
        { IsEmpty: true } => "expected at least one prefix",
        var prefixes => prefixes.Select(p => Prefix.TryParse(p, out _, out var error) ? null : error).FirstOrDefault(e => e is not null),
    };
}

internal sealed class AsNumbersAttribute : SettingRuleAttribute
{
    public override string? Broken(object value) =>
        ((ImmutableArray<long>)value).Any(n => n is < 1 or > uint.MaxValue) ? $"expected AS numbers, 1 to {uint.MaxValue}; found {string.Join(", ", (ImmutableArray<long>)value)}" : null;
}

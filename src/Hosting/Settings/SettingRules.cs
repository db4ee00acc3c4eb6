using System.Globalization;

namespace Hosting.Settings;

/// <summary>A rule for one setting's value.</summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class SettingRuleAttribute : Attribute
{
    /// <summary>Null when the value keeps the rule; otherwise what is expected and what was found.</summary>
    public abstract string? Broken(object value);
}

/// <summary>A number between two bounds, both allowed.</summary>
public sealed class BetweenAttribute(double low, double high) : SettingRuleAttribute
{
    public double Low { get; } = low;

    public double High { get; } = high;

    public override string? Broken(object value)
    {
        var number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        return number >= Low && number <= High ? null : string.Create(CultureInfo.InvariantCulture, $"expected {Low} to {High}; found {number}");
    }
}

/// <summary>The path of a file that exists.</summary>
public sealed class ExistingFileAttribute : SettingRuleAttribute
{
    public override string? Broken(object value) =>
        File.Exists((string)value) ? null : $"expected the path of a file; there is none at {Path.GetFullPath((string)value)}";
}

/// <summary>A URL of one of the given schemes, without query, fragment and user.</summary>
public sealed class SchemeAttribute(params string[] schemes) : SettingRuleAttribute
{
    public string[] Schemes { get; } = schemes;

    public override string? Broken(object value)
    {
        var url = (Uri)value;
        return Schemes.Contains(url.Scheme) && url.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0
            ? null
            : $"expected a URL with {string.Join(" or ", Schemes)}, without user, query and fragment; found {url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)}";
    }
}

/// <summary>A settings class with rules between its values.</summary>
public interface IChecksItself
{
    /// <summary>Every broken rule; paths relative to this section.</summary>
    IEnumerable<SettingsProblem> Check();
}

using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;

namespace Hosting.Settings;

/// <summary>Walks a settings class and its configuration side by side and gathers what does not fit.</summary>
internal sealed class ObjectBinder
{
    private readonly List<SettingsProblem> _problems = [];

    public IReadOnlyList<SettingsProblem> Problems => _problems;

    public object BindObject(Type type, IConfiguration configuration, string path)
    {
        // Bypasses "required" on purpose: what is missing is reported below, together with everything else.
        var bound = Activator.CreateInstance(type)!;
        var before = _problems.Count;
        var properties = SettingsShape.PropertiesOf(type);

        foreach (var child in configuration.GetChildren())
            if (!properties.Any(p => p.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase)))
                _problems.Add(new(child.Path, $"unknown setting; known here: {string.Join(", ", properties.Select(p => p.Name))}"));

        foreach (var property in properties)
        {
            var section = configuration.GetSection(property.Name);
            var at = path.Length == 0 ? property.Name : $"{path}:{property.Name}";
            if (IsAbsent(section))
                Missing(property, at);
            else if (BindValue(property.PropertyType, section, at) is { } value)
                Set(bound, property, value, at);
        }

        // Rules between values only make sense once every value is one.
        if (_problems.Count == before && bound is IChecksItself checks)
            _problems.AddRange(checks.Check().Select(p => path.Length == 0 ? p : p with { Path = $"{path}:{p.Path}" }));
        return bound;
    }

    private static bool IsAbsent(IConfigurationSection section) => string.IsNullOrEmpty(section.Value) && !section.GetChildren().Any();

    private void Missing(PropertyInfo property, string path)
    {
        if (property.IsDefined(typeof(RequiredMemberAttribute)))
            _problems.Add(new(path, $"missing; expected {SettingsShape.Expected(property.PropertyType)}"));
    }

    private void Set(object bound, PropertyInfo property, object value, string path)
    {
        var broken = property.GetCustomAttributes<SettingRuleAttribute>().Select(r => r.Broken(value)).FirstOrDefault(b => b is not null);
        if (broken is null)
            property.SetValue(bound, value);
        else
            _problems.Add(new(path, broken));
    }

    private object? BindValue(Type type, IConfigurationSection section, string path)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (SettingsShape.ElementOf(type) is { } element)
            return BindList(element, section, path);
        if (SettingsShape.IsObject(type))
            return section.Value is { Length: > 0 } ? Wrong(path, type, section.Value) : BindObject(type, section, path);
        if (section.GetChildren().Any())
            return Wrong(path, type, "a section");
        return ScalarParser.Parse(type, section.Value!) ?? Wrong(path, type, section.Value!);
    }

    private object? BindList(Type element, IConfigurationSection section, string path)
    {
        if (section.Value is { Length: > 0 } single)
            return Wrong(path, typeof(ImmutableArray<>).MakeGenericType(element), single);

        var items = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        foreach (var (index, child) in section.GetChildren().Select(c => (Index(c.Key), c)).OrderBy(c => c.Item1))
            if (index < 0)
                _problems.Add(new(child.Path, "expected a number: the place in the list"));
            else if (IsAbsent(child))
                _problems.Add(new(child.Path, $"missing; expected {SettingsShape.Expected(element)}"));
            else if (BindValue(element, child, $"{path}:{child.Key}") is { } item)
                items.Add(item);
        return SettingsShape.ToImmutableArray(element, items);
    }

    private static int Index(string key) => int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1;

    private object? Wrong(string path, Type type, string found)
    {
        _problems.Add(new(path, $"expected {SettingsShape.Expected(type)}; found {found}"));
        return null;
    }
}

using System.Globalization;
using System.Text.Json;

namespace Quickstart.Attacks;

/// <summary>A value of a JSON document that knows where it stands, so that every refusal can say so.</summary>
internal readonly struct JsonPlace(JsonElement value, string path)
{
    public JsonValueKind Kind => value.ValueKind;

    public JsonPlace At(string name) => Maybe(name) ?? throw new PlaceRefusedException(Below(name), "is missing");

    /// <summary>The member, or null when it is missing or null.</summary>
    public JsonPlace? Maybe(string name)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw Refused("is not an object");
        return value.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? new JsonPlace(member, Below(name)) : null;
    }

    public double Number(double least, double most)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || !(number >= least && number <= most))
            throw Refused(string.Create(CultureInfo.InvariantCulture, $"is not a number from {least} to {most}"));
        return number;
    }

    public string Text()
    {
        if (value.ValueKind != JsonValueKind.String)
            throw Refused("is not a text");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // How the reader says that escapes or bytes are no Unicode.
            throw Refused("is not a text in Unicode");
        }
    }

    public IReadOnlyList<JsonPlace> Items(int least, int most)
    {
        if (value.ValueKind != JsonValueKind.Array)
            throw Refused("is not a list");
        var count = value.GetArrayLength();
        if (count < least || count > most)
            throw Refused($"has {count} entries, not {least} to {most}");

        var here = path;
        return [.. value.EnumerateArray().Select((item, i) => new JsonPlace(item, $"{here}[{i}]"))];
    }

    public IReadOnlyList<(string Name, JsonPlace Value)> Members(int most)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw Refused("is not an object");
        var here = path;
        try
        {
            var members = value.EnumerateObject().Take(most + 1).Select(m => (m.Name, new JsonPlace(m.Value, $"{here}.{m.Name}"))).ToList();
            return members.Count <= most ? members : throw Refused($"has more than {most} members");
        }
        catch (InvalidOperationException)
        {
            throw Refused("has a name that is not Unicode");
        }
    }

    public PlaceRefusedException Refused(string why) => new(path, why);

    private string Below(string name) => path.Length == 0 ? name : $"{path}.{name}";
}

/// <summary>Carries a refusal out of the depth of a document; caught where the reading started.</summary>
internal sealed class PlaceRefusedException(string place, string why) : Exception($"{(place.Length == 0 ? "the document" : place)}: {why}");

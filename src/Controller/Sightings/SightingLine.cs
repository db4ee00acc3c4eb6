using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dots.Mechanism;

namespace Controller.Sightings;

/// <summary>
/// The JSON lines between the controller and the command's action "sighting" (contracts, Controller's mitigator): the messages of mechanism, section 7, without
/// what names the sender. They are written and read by the mechanism's own codec, so that a command may say exactly what a report may.
/// </summary>
internal static class SightingLine
{
    // Stand in for what a line leaves out; whoever sends the report puts its own in their place.
    private static readonly string Sender =
        $$"""{"version":"{{MechanismCodec.Version}}","sender_id":"{{new string('0', 64)}}","sender_asn":"0","sighting_id":"-" """;

    public static string Write(SightingRequest asked)
    {
        var line = JsonNode.Parse(MechanismCodec.Encode(asked))!.AsObject();
        foreach (var name in new[] { "version", "sender_id", "sender_asn" })
            line.Remove(name);
        return line.ToJsonString();
    }

    /// <summary>Reads the answer: the last line wins, so that a command may tell progress before it.</summary>
    /// <exception cref="SightingException">No line, or one that is no such answer.</exception>
    public static SightingReport Read(string output)
    {
        var last = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault()
            ?? throw new SightingException("wrote no answer to standard output");
        if (last[0] != '{')
            throw new SightingException($"answered what is not a JSON object: {Start(last)}");
        var members = last.AsSpan(1).TrimStart();
        var message = string.Concat(Sender, members.StartsWith("}") ? "" : ",", members);
        var parsed = MechanismCodec.Parse<SightingReport>(Encoding.UTF8.GetBytes(message));
        return parsed.IsAccepted ? parsed.Message : throw new SightingException($"answered what is no sighting ({parsed.Refusal.Detail}): {Start(last)}");
    }

    private static string Start(string text) => text.Length <= 200 ? text : text[..200] + "...";
}

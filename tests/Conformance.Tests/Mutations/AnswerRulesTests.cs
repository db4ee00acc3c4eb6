using System.Text;

namespace Conformance.Tests.Mutations;

/// <summary>The judge of the mutation run condemns what it is there to condemn, and nothing else.</summary>
public sealed class AnswerRulesTests
{
    private const string Request = """{"version":"1.0.0","colour":"blue"}""";

    private static readonly AnswerRules Rules = new(new HashSet<string>(["packet_header", "dst_ip", "lifetime"]));

    [Theory]
    [InlineData("heartbeat", 400, """{"version":"1.0.0","colour":"blue","error_reason":0,"error_detail":"sender_id is missing"}""")]
    [InlineData("heartbeat", 500, """{"version":"1.0.0","colour":"blue","error_reason":0,"error_detail":"colour is not an attribute of this message"}""")]
    [InlineData("mitigation_request", 500, """{"version":"1.0.0","colour":"blue","error_reason":0,"error_detail":"packet_header.dst_ip x: not an address"}""")]
    [InlineData("mitigation_request", 500, """{"version":"1.0.0","colour":"blue","error_reason":4,"error_detail":"mitigation_action 2 is not offered"}""")]
    [InlineData("registration", 500, """{"version":"1.0.0","colour":"blue","error_reason":1,"error_detail":"colour is not an attribute of this message"}""")]
    [InlineData("mitigation_termination_status_acknowledgement", 200, "{}")]
    public void Answer_that_the_mechanism_has_passes(string message, int status, string body) => Assert.Null(Judge(message, status, body));

    [Theory]
    [InlineData("heartbeat", 500, """{"version":"1.0.0","colour":"blue","error_reason":1,"error_detail":"the server failed (reference 7)"}""", "insides")]
    [InlineData("heartbeat", 500, """{"version":"1.0.0","colour":"blue","error_reason":1,"error_detail":"colour is wrong"}""", "500 with error_reason 1")]
    [InlineData("registration", 500, """{"version":"1.0.0","colour":"blue","error_reason":2,"error_detail":"colour is wrong"}""", "500 with error_reason 2")]
    [InlineData("heartbeat", 500, """{"version":"1.0.0","colour":"blue","error_reason":0,"error_detail":"something is wrong"}""", "names no attribute")]
    [InlineData("heartbeat", 400, """{"version":"1.0.0","error_reason":0,"error_detail":"sender_id is missing"}""", "1 of 2 members")]
    [InlineData("heartbeat", 400, """{"error_detail":"sender_id is missing"}""", "without error_reason")]
    [InlineData("heartbeat", 400, """{"version":"1.0.0","colour":"blue","error_reason":0,"error_detail":"System.FormatException: x"}""", "insides")]
    [InlineData("heartbeat", 400, """{"version":"1.0.0","colour":"blue","error_reason":0,"error_detail":"a\u001b[2J"}""", "control characters")]
    [InlineData("heartbeat", 429, """{"error_reason":255,"error_detail":"too many"}""", "Retry-After")]
    [InlineData("heartbeat", 418, """{"error_reason":255,"error_detail":"tea"}""", "does not have")]
    [InlineData("heartbeat", 200, """{"version":"1.0.0"}""", "cannot be read")]
    [InlineData("sighting_report", 200, "{}", "nothing is served")]
    [InlineData("heartbeat", 400, "<html>", "not JSON")]
    [InlineData("heartbeat", 400, "", "without a body")]
    public void Answer_that_the_mechanism_does_not_have_is_found(string message, int status, string body, string found) =>
        Assert.Contains(found, Judge(message, status, body), StringComparison.Ordinal);

    [Fact]
    public void Status_of_another_alert_is_found()
    {
        var sent = $"{Of('a')}}}";

        Assert.Contains("not that of", Judge("mitigation_termination_request", 200, $"{Of('c')},\"status\":2}}", sent), StringComparison.Ordinal);
        Assert.Null(Judge("mitigation_termination_request", 200, $"{Of('a')},\"status\":2}}", sent));

        static string Of(char alert) => $$"""{"version":"1.0.0","alert_id":"{{new string(alert, 64)}}","sender_id":"{{new string('b', 64)}}","sender_asn":"0" """;
    }

    [Fact]
    public void Same_seed_makes_the_same_mutations()
    {
        Assert.Equal(Made(7), Made(7));
        Assert.NotEqual(Made(7), Made(8));
    }

    private static string[] Made(int seed)
    {
        var random = new Random(seed);
        var json = new JsonMutations(["10.0.0.1"]);
        var body = Encoding.UTF8.GetBytes(Request);
        return [.. Enumerable.Range(0, 200).Select(i => Convert.ToHexString(
            i % 2 == 0 ? json.Apply(body, body, random, out _)! : ByteMutations.All[random.Next(ByteMutations.All.Length)].Apply((byte[])body.Clone(), random)))];
    }

    private static string? Judge(string message, int status, string body, string sent = Request) => Rules.Broken(
        new Shot("dots/api/" + message, Encoding.UTF8.GetBytes(sent)), new(status, [$"HTTP/1.1 {status} x", "Content-Type: application/json"], Encoding.UTF8.GetBytes(body)));
}

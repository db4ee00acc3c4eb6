using System.Text;
using Dots.Mechanism;

namespace Dots.Tests.Mechanism;

public class MutationTests
{
    private static readonly string[] Scraps =
    [
        "{", "}", "[", "]", "\"", ",", ":", "null", "true", "-1", "1e400", "0.5", "99999999999999999999", "\"\"", "\\ud800", "\\u0000", "\\", "\u0000", "\uffff", "\ud83d\ude00",
        "extensions", "orchestrator", "\"version\":2,", "\"version\":", "\"versi\\ud800\":1,", "192.0.2.0/24", "::/0", "::ffff:1.2.3.4", "[[[[[[[[[[[[[[[[[", "-0", "1.0.0",
    ];

    [Fact]
    public void Ten_thousand_mutations_are_each_a_message_or_a_refusal()
    {
        var random = new Random(20261120);
        var messages = MessageCase.All.Select(message => (message, message.Full)).ToArray();
        for (var run = 0; run < 10_000; run++)
        {
            var (message, full) = messages[run % messages.Length];
            var body = Mutate(full, random);

            var refusal = message.Parse(body, out var again);

            if (refusal is null)
                Assert.Null(message.Parse(again, out _));
            else
            {
                Assert.True(refusal is { Status: 400, ErrorReason: 0 } || (refusal.Status == 500 && refusal.ErrorReason == message.InvalidReason), refusal.Detail);
                Assert.True(refusal.Detail.Length is > 0 and < 2000 && !refusal.Detail.Any(char.IsControl), refusal.Detail);
                Assert.NotNull(System.Text.Json.Nodes.JsonNode.Parse(MechanismCodec.EncodeRefusal(refusal, body)));
                Assert.Equal(refusal.Status, MechanismCodec.ReadRefusal(refusal.Status, body).Status);
            }
        }
    }

    private static byte[] Mutate(byte[] full, Random random)
    {
        var body = full.ToList();
        for (var changes = random.Next(1, 6); changes > 0 && body.Count > 0; changes--)
        {
            var at = random.Next(body.Count);
            switch (random.Next(6))
            {
                case 0:
                    body[at] = (byte)random.Next(256);
                    break;
                case 1:
                    body.RemoveRange(at, Math.Min(random.Next(1, 40), body.Count - at));
                    break;
                case 2:
                    body.InsertRange(at, Encoding.UTF8.GetBytes(Scraps[random.Next(Scraps.Length)]));
                    break;
                case 3:
                    body.InsertRange(random.Next(body.Count), body.GetRange(at, Math.Min(random.Next(1, 60), body.Count - at)));
                    break;
                case 4:
                    // Right behind a quote or a colon, where values and names begin.
                    var quote = body.IndexOf((byte)(random.Next(2) == 0 ? '"' : ':'), at);
                    body.InsertRange(quote < 0 ? at : quote + 1, Encoding.UTF8.GetBytes(Scraps[random.Next(Scraps.Length)]));
                    break;
                default:
                    body[at] = body[random.Next(body.Count)];
                    break;
            }
        }

        return [.. body];
    }
}

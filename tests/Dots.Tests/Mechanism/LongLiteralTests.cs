using Dots.Mechanism;

namespace Dots.Tests.Mechanism;

public sealed class LongLiteralTests
{
    [Fact]
    public void Body_that_is_one_long_literal_is_not_quoted_whole()
    {
        var refusal = MechanismCodec.Parse<Heartbeat>(System.Text.Encoding.UTF8.GetBytes("n" + new string('x', 60_000))).Refusal!;

        Assert.Equal(400, refusal.Status);
        Assert.InRange(refusal.Detail.Length, 100, 500);
        Assert.EndsWith("BytePositionInLine: 1.", refusal.Detail, StringComparison.Ordinal);
    }
}

namespace NearSource.Input;

/// <summary>Something in a file that is not as it should be.</summary>
/// <param name="Line">From 1; 0 when it concerns the file as a whole.</param>
/// <param name="Problem">What is wrong, naming the text.</param>
public sealed record LineError(int Line, string Problem)
{
    public override string ToString() => Line == 0 ? Problem : $"line {Line}: {Problem}";
}

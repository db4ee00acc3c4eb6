namespace NearSource.Tests;

/// <summary>Tests that count memory, one after the other and beside no others.</summary>
[CollectionDefinition(nameof(MeasuredCollection), DisableParallelization = true)]
public sealed class MeasuredCollection;

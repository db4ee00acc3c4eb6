namespace Bench;

/// <summary>Something ./bench can measure.</summary>
internal interface IBenchmark
{
    /// <summary>How it is called on the command line, and the first part of its figures' names.</summary>
    string Name { get; }

    /// <summary>One line for --list.</summary>
    string Summary { get; }

    /// <summary>Measures and reports. Returns the exit code: 0 when it measured.</summary>
    Task<int> Run(string[] args);
}

namespace Controller.Detection;

/// <summary>A source of news about attacks.</summary>
internal interface IFeed
{
    /// <summary>Short and stable: it is stored with what was opened because of it.</summary>
    string Name { get; }

    /// <summary>Goes on until the token ends it, whatever goes wrong at the other end.</summary>
    Task Run(Detector detector, CancellationToken stop);
}

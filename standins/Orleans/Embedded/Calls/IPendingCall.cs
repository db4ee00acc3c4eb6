namespace Orleans.Embedded.Calls;

/// <summary>A call that has not been answered yet, in the list that looks for expired ones.</summary>
internal interface IPendingCall
{
    long Deadline { get; }

    IPendingCall? Previous { get; set; }

    IPendingCall? Following { get; set; }

    /// <summary>Which list it is in; -1 for none.</summary>
    int Stripe { get; set; }

    void Expire();

    void Fail(Exception exception);
}

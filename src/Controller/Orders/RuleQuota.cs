namespace Controller.Orders;

/// <summary>How many filter entries orders take of those this member gives to the consortium.</summary>
internal sealed class RuleQuota
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _taken = [];
    private int _sum;

    public int Taken
    {
        get
        {
            lock (_lock)
                return _sum;
        }
    }

    /// <summary>Whether there is room for an engagement's entries, instead of those it has.</summary>
    public bool Fits(string engagement, int rules, int limit)
    {
        lock (_lock)
            return _sum - _taken.GetValueOrDefault(engagement) + rules <= limit;
    }

    /// <summary>Takes entries for an engagement, instead of those it had, unless that would pass the limit. Never two orders into the same room.</summary>
    public bool TryTake(string engagement, int rules, int limit)
    {
        lock (_lock)
        {
            if (!Fits(engagement, rules, limit))
                return false;
            Put(engagement, rules);
            return true;
        }
    }

    /// <summary>Sets what an engagement takes, whatever the limit: what is in place is in place.</summary>
    public void Set(string engagement, int rules)
    {
        lock (_lock)
            Put(engagement, rules);
    }

    private void Put(string engagement, int rules)
    {
        _sum += rules - _taken.GetValueOrDefault(engagement);
        if (rules == 0)
            _taken.Remove(engagement);
        else
            _taken[engagement] = rules;
    }
}

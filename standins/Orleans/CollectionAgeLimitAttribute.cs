using System.Globalization;

namespace Orleans;

/// <summary>How long an activation of this grain class may be idle before it is deactivated. At least a minute unless given as text.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public class CollectionAgeLimitAttribute : Attribute
{
    /// <summary>The shortest limit that days, hours and minutes can express.</summary>
    public static readonly TimeSpan MinAgeLimit = TimeSpan.FromMinutes(1);

    private readonly TimeSpan? _exact;

    /// <summary>The limit is the sum of days, hours and minutes.</summary>
    public CollectionAgeLimitAttribute()
    {
    }

    /// <summary>The limit in the form hh:mm:ss.</summary>
    public CollectionAgeLimitAttribute(string inactivityPeriod) => _exact = TimeSpan.Parse(inactivityPeriod, CultureInfo.InvariantCulture);

    /// <summary>Days of the limit.</summary>
    public double Days { get; set; }

    /// <summary>Hours of the limit.</summary>
    public double Hours { get; set; }

    /// <summary>Minutes of the limit.</summary>
    public double Minutes { get; set; }

    /// <summary>Whether activations are never collected.</summary>
    public bool AlwaysActive { get; set; }

    /// <summary>The limit.</summary>
    public TimeSpan AgeLimit
    {
        get
        {
            if (_exact is { } exact)
                return exact;
            var sum = AlwaysActive ? TimeSpan.FromDays(short.MaxValue) : TimeSpan.FromDays(Days) + TimeSpan.FromHours(Hours) + TimeSpan.FromMinutes(Minutes);
            return sum < MinAgeLimit ? MinAgeLimit : sum;
        }
    }
}

using System.Diagnostics;

namespace CrashHook;

/// <summary>Names points: "span(tag,tag):start" and "span(tag,tag):stop", without parentheses where a span has no tags.</summary>
internal static class Point
{
    public static string Of(Activity activity, string moment)
    {
        var tags = string.Join(',', activity.TagObjects.Select(t => t.Value));
        return tags.Length == 0 ? $"{activity.OperationName}:{moment}" : $"{activity.OperationName}({tags}):{moment}";
    }
}

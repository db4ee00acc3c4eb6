using System.Linq.Expressions;
using System.Reflection;

namespace Dots.Mechanism.Wire;

/// <summary>
/// Getter and setter of a property. Messages are immutable to everybody (init); only the codec, which is still constructing them, sets through here.
/// </summary>
internal sealed class Property<T, TValue>
{
    private Property(PropertyInfo property)
    {
        Get = property.GetMethod!.CreateDelegate<Func<T, TValue>>();
        Set = property.SetMethod!.CreateDelegate<Action<T, TValue>>();
    }

    public Func<T, TValue> Get { get; }

    public Action<T, TValue> Set { get; }

    public static implicit operator Property<T, TValue>(Expression<Func<T, TValue>> property) =>
        new((PropertyInfo)((MemberExpression)property.Body).Member);
}

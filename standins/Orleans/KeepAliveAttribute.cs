namespace Orleans;

/// <summary>Activations of this grain class are never deactivated for being idle.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public class KeepAliveAttribute : Attribute;

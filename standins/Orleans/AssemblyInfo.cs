namespace Orleans { internal static class Marker; }

namespace Orleans.Runtime { internal static class Marker; }

namespace Orleans.Hosting { internal static class Marker; }

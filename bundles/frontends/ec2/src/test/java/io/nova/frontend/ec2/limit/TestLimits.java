package io.nova.frontend.ec2.limit;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Limits as tests want them. */
public final class TestLimits {

    /** Without any, for tests of something else. */
    public static final RequestLimits NONE =
            of(
                    Map.of(
                            "readsPerSecond",
                            0,
                            "unpagedReadsPerSecond",
                            0,
                            "changesPerSecond",
                            0,
                            "instancesPerSecond",
                            0),
                    System::nanoTime);

    private TestLimits() {}

    /** A clock that stands still until told to go on; it begins anywhere, as the machine's does. */
    public static final class Nanos implements LongSupplier {

        private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 2_000_000_000L);

        @Override
        public long getAsLong() {
            return now.get();
        }

        public void addMillis(long millis) {
            now.addAndGet(millis * 1_000_000);
        }
    }

    /** The limits as configured; what is not set has its default. */
    public static RequestLimits of(Map<String, Integer> values, LongSupplier nanos) {
        RequestLimits.Config config =
                (RequestLimits.Config)
                        Proxy.newProxyInstance(
                                RequestLimits.Config.class.getClassLoader(),
                                new Class<?>[] {RequestLimits.Config.class},
                                (proxy, method, arguments) ->
                                        values.getOrDefault(
                                                method.getName(),
                                                (Integer) method.getDefaultValue()));
        return new RequestLimits(config, nanos);
    }
}

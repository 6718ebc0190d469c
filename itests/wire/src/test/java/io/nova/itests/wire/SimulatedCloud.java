package io.nova.itests.wire;

import io.nova.itests.cloud.Cloud;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one cloud of pretended guests that they share: starting one takes seconds. */
final class SimulatedCloud implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Cloud.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SimulatedCloud.class))
                .getOrComputeIfAbsent("cloud", key -> new Started(), Started.class)
                .cloud;
    }

    private static final class Started implements AutoCloseable {

        private final Cloud cloud = Cloud.simulated("simulated");

        Started() {
            // The load tests run more instances than a project may have by default.
            cloud.configure(
                    "io.nova.manager.identity.quotas",
                    "instances = 5000",
                    "cores = 20000",
                    // Few enough to be used up in a test.
                    "keyPairs = 100",
                    "volumeGib = 500",
                    "securityGroups = 100");
            cloud.configure(
                    "io.nova.manager.objectstore",
                    "lifecycleDaySeconds = 2",
                    // Orphans of a new cloud would be kept for a day.
                    "quarantineHours = 0");
            cloud.withoutRequestLimits();
            try {
                cloud.up();
            } catch (AssertionError e) {
                cloud.close();
                throw e;
            }
        }

        @Override
        public void close() {
            cloud.close();
        }
    }
}

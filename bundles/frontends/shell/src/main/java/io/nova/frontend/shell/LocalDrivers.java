package io.nova.frontend.shell;

import java.util.LinkedHashMap;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * The drivers of this very process that no host reports, as the service registry has them: a family
 * is served by whoever is registered first, and the figures of its calls stay with its callers.
 */
final class LocalDrivers {

    /** Words, since a front end knows no driver. */
    private static final Map<String, String> FAMILIES =
            Map.of(
                    "identity", "io.nova.spi.identity.IdentityDriver",
                    "objectstore", "io.nova.spi.objectstore.ObjectStoreDriver",
                    "volume", "io.nova.spi.volume.VolumeDriver");

    private LocalDrivers() {}

    /** Returns the driver of each family; empty for one that has none. */
    static Map<String, String> names(BundleContext context) {
        Map<String, String> names = new LinkedHashMap<>();
        FAMILIES.keySet().stream()
                .sorted()
                .forEach(
                        family -> {
                            ServiceReference<?> driver =
                                    context.getServiceReference(FAMILIES.get(family));
                            Object name = driver == null ? null : driver.getProperty("driver.name");
                            names.put(family, name == null ? "" : name.toString());
                        });
        return names;
    }
}

package io.nova.reconcile;

import io.nova.model.IdSource;
import java.security.SecureRandom;
import java.time.Clock;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Offers the time and randomness that domain code asks for instead of taking its own. */
@Component(
        immediate = true,
        service = {})
@org.osgi.annotation.bundle.Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>='java.time.Clock,io.nova.model.IdSource'")
public final class TimeAndChance {

    private final ServiceRegistration<Clock> clock;
    private final ServiceRegistration<IdSource> ids;

    @Activate
    public TimeAndChance(BundleContext context) {
        clock = context.registerService(Clock.class, Clock.systemUTC(), null);
        ids = context.registerService(IdSource.class, new IdSource(new SecureRandom()), null);
    }

    @Deactivate
    public void close() {
        clock.unregister();
        ids.unregister();
    }
}

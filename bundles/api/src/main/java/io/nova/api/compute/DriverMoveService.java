package io.nova.api.compute;

import io.nova.api.compute.DriverService.DriverView;
import io.nova.model.CloudException;
import io.nova.model.RequestContext;
import java.util.List;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Moves what a family's driver holds to another driver while the cloud serves, for an operator. Is
 * about the drivers of this very process. Each method asks the authorizer first.
 */
@ProviderType
public interface DriverMoveService {

    /** Returns the families of which one driver serves at a time; their host is empty. */
    List<DriverView> families(RequestContext context);

    /**
     * Has another driver hold what the serving one holds, and serve, also after a restart: brings
     * it to this host if it is not there, moves everything, and takes the others of the family off
     * the host. Blocks until that is done; may be repeated.
     *
     * @param family such as {@code state}
     * @param to the driver's name, without that of its family
     * @param progress is told in lines what is done
     * @throws CloudException if it cannot be done, and why; the old one serves then as before
     */
    void move(RequestContext context, String family, String to, Consumer<String> progress)
            throws InterruptedException;
}

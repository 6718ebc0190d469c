package io.nova.api.compute;

import io.nova.model.InstanceTypeName;
import io.nova.model.compute.InstanceType;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The sizes that instances may have. Never blocks. */
@ProviderType
public interface InstanceTypeService {

    /** Returns all types, in the order of their names. */
    List<InstanceType> list();

    /** Returns the type; empty if there is none of that name. */
    Optional<InstanceType> find(InstanceTypeName name);
}

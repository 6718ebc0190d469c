package io.nova.frontend.metadata;

import io.nova.api.metadata.MetadataService;
import io.nova.manager.metadata.MetadataManager;

/** On a host with the managers. */
class MetadataHereTest extends MetadataEndpointContract {

    @Override
    MetadataService service(MetadataManager manager) {
        return manager;
    }
}

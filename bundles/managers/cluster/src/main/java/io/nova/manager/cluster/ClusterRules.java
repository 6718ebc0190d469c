package io.nova.manager.cluster;

import io.nova.spi.state.KindRules;
import io.nova.spi.state.RecordRules;
import io.nova.spi.state.Restoration;
import io.nova.spi.state.SharedKey;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** The records of the store itself. */
@Component
public final class ClusterRules implements RecordRules {

    @Override
    public List<KindRules<?>> kinds() {
        return List.of(KindRules.of(Restoration.KIND), KindRules.of(SharedKey.KIND));
    }
}

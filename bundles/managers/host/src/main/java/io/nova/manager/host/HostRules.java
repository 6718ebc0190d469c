package io.nova.manager.host;

import io.nova.spi.state.KindRules;
import io.nova.spi.state.RecordRules;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** The records of hosts that join. */
@Component
public final class HostRules implements RecordRules {

    @Override
    public List<KindRules<?>> kinds() {
        return List.of(
                KindRules.of(Kinds.AUTHORITY),
                KindRules.of(Kinds.INVITATION),
                KindRules.of(Kinds.MEMBER),
                KindRules.of(Kinds.REVOKED));
    }
}

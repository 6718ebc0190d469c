package io.nova.gated.state;

import io.nova.spi.state.KindRules;
import io.nova.spi.state.RecordRules;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** The marks of moves, for the check of all records. */
@Component
public final class MoveRules implements RecordRules {

    @Override
    public List<KindRules<?>> kinds() {
        return List.of(KindRules.of(Mark.KIND));
    }
}

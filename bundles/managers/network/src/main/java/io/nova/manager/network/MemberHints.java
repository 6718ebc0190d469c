package io.nova.manager.network;

import io.nova.api.network.GroupMembers;
import io.nova.model.SecurityGroupId;
import io.nova.reconcile.Outcome;
import io.nova.reconcile.ReconcileEngine;
import io.nova.reconcile.Work;
import io.nova.reconcile.WorkSpec;
import java.util.Collection;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Passes on which groups have other members, behind the back of who changed them: many launches are
 * one hint, since to find the hosts costs a look at all members.
 */
@Component
public final class MemberHints implements GroupMembers {

    /** So much of the time may go into hints about one group: a look at all members is dear. */
    private static final double SHARE = 0.02;

    private final Work<SecurityGroupId> work;

    @Activate
    public MemberHints(@Reference NetworkWakener wakener, @Reference ReconcileEngine engine) {
        work =
                engine.start(
                        WorkSpec.<SecurityGroupId>named("group-members")
                                .reconciler(
                                        group -> {
                                            wakener.membersChanged(group);
                                            return Outcome.done();
                                        })
                                .share(SHARE)
                                .build());
    }

    @Deactivate
    public void close() {
        work.close();
    }

    @Override
    public void changed(Collection<SecurityGroupId> groups) {
        groups.forEach(work::wake);
    }
}

import type { Ledger, LedgerTerms } from '../../ledger/index.js';
import type { PrivacyPlan } from './privacy-plan.js';
import type { ReleaseKey, ReleaseLedger } from './release-desk.js';

/** The terms on which a data set's ledger begins, by the first run about it. */
export function ledgerTermsOf(privacy: PrivacyPlan, keeper: LedgerTerms['keeper'], dataSet = privacy.dataSet): LedgerTerms {
  const { unit, relation, trust, budget, delta } = privacy;
  return { keeper, dataSet, unit, relation, trust, budget: { epsilon: budget, delta } };
}

/** The ledger of a data set as a desk uses it. */
export function dataSetLedger(ledger: Ledger): ReleaseLedger {
  const named = ({ run, round, phase }: ReleaseKey) => ({ run, round, phase: String(phase) });
  return {
    hold: ({ run }, cost) => ledger.hold(run, cost),
    reserve: (at, cost) => ledger.reserve({ ...named(at), release: cost }),
    seal: (reservation, body) => ledger.seal(reservation, body),
    publish: (reservation) => ledger.publish(reservation),
    sealed: (at) => ledger.sealed(named(at)),
  };
}

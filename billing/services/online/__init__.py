"""What is paid through Stripe.

Each act writes its row and commits, asks, and writes the answer in a second transaction: nothing is asked while a
lock is held. Whatever brings the news (a signed message, the return of a browser, the sweep), the state is asked anew
and only then money is received: see `following.follow`.

- asking: the payer at Stripe, its page, what became of a payment; pages: opened and left
- following: from the answer to what it means; receiving: the money, and the invoice paid at once
- bookings, packs, methods: what is delivered for it; collecting: debits of saved means
- refunds, disputes, cancellations: money that goes back; letters: the mails about all this
- events: messages of Stripe; sweeping: whatever waits for too long; accounts, payouts: of structures
"""
